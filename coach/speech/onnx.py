"""The ONNX runtime, kept quiet: no telemetry, one thread, no chatter."""

from __future__ import annotations

import os
from types import ModuleType
from typing import Any

TELEMETRY_SWITCH = "ORT_DISABLE_TELEMETRY"
"""The runtime reads this variable once, while it is being imported."""


def quiet_onnxruntime() -> ModuleType:
    """Import the ONNX runtime with its telemetry off. Raises ImportError where it cannot be imported."""
    os.environ[TELEMETRY_SWITCH] = "1"
    import onnxruntime

    module: ModuleType = onnxruntime
    return module


def session(model: str) -> Any:  # noqa: ANN401 - the runtime carries no types
    """Open a model for one thread: small models are slower on more, and their results then depend on the machine.

    The runtime's own pools of memory are off: they keep the largest that any line has taken, and lines are of many lengths.
    """
    onnxruntime = quiet_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
