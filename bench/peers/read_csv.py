"""pandas.read_csv as a peer of the intake: answers "PATH" with the CPU seconds of reading it."""
from peer_loop import cpu_seconds, serve


def prepare():
    import pandas

    def answer(path):
        return cpu_seconds(lambda: pandas.read_csv(path))
    return answer


serve(prepare)
