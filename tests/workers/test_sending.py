import subprocess
import sys

HEAVY = ("cv2", "onnxruntime", "openvino", "paddleocr", "pypdfium2", "docx", "openpyxl")


def test_the_sending_side_loads_nothing_heavy() -> None:
    program = f"import sys, workers.sending; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
