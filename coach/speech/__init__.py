"""Who says it: voices, the engines behind them, and spoken clips at one level."""
