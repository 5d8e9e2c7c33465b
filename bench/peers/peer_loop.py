"""The other end of bench/peer_process.h: a peer prepares itself, then answers each line with a number."""
import sys
import time


def serve(prepare):
    """prepare() -> answer, a function of a line's words; a package that is not there ends the peer
    with a line that names it."""
    try:
        answer = prepare()
    except ImportError as error:
        print(f"missing: {error}", flush=True)
        return
    print("ready", flush=True)
    for line in sys.stdin:
        print(answer(*line.split()), flush=True)


def cpu_seconds(work):
    """CPU seconds of this process, all its threads, that work() takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun
