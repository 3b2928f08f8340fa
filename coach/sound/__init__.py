"""How it sounds: earcons, beds, ducking and the mix."""
