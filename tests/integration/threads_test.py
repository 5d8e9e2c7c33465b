"""Threads of a real worker: no numeric library starts one beyond the budget."""
import os
import subprocess
import unittest

from service import BIN, EXAMPLE, DataDirectory, Server

# The signals' and the lease's, which sleep.
OTHER_THREADS = 2
# OpenMP and LibTorch's own pthreadpool each keep a pool; they take turns.
POOLS = 2


def thread_count(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def most_threads(budget):
    """The computing thread, which is the first of every pool, and the rest of the pools."""
    return 1 + POOLS * (budget - 1) + OTHER_THREADS


class WorkerThreads(unittest.TestCase):
    def count_while_training(self, threads):
        """Late in a job: when training starts, LibTorch's pool is as large as the machine until it
        is told its size."""
        with DataDirectory() as directory, \
                Server(directory, 1, f"--worker-threads={threads}") as server:
            dataset = server.upload(EXAMPLE)
            job = server.submit(dataset, "--method", "plain", steps=200, threads=threads)["name"]
            worker, = server.worker_pids()
            last = None
            state = "JOB_STATE_QUEUED"
            while state in ("JOB_STATE_QUEUED", "JOB_STATE_RUNNING"):
                count = thread_count(worker)
                state = server.json("jobs", "get", job)["state"]
                if state == "JOB_STATE_RUNNING":
                    last = count
            self.assertEqual(state, "JOB_STATE_SUCCEEDED")
            return last

    def test_a_worker_of_one_thread_computes_on_one(self):
        self.assertLessEqual(self.count_while_training(1), most_threads(1))

    def test_a_larger_budget_is_not_exceeded(self):
        self.assertLessEqual(self.count_while_training(2), most_threads(2))

    def test_a_worker_started_by_hand_keeps_to_its_budget(self):
        # Without the variables OpenBLAS would start a thread per core.
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")}
        with DataDirectory() as directory, Server(directory, 0) as server:
            dataset = server.upload(EXAMPLE)
            worker = subprocess.Popen([os.path.join(BIN, "counterweight-worker"),
                                       f"--data-dir={directory}"], env=environment)
            try:
                job = server.submit(dataset, "--method", "plain", "--watch", steps=100)
                self.assertEqual(job["state"], "JOB_STATE_SUCCEEDED")
                # The job's lease is given back; its keeper may be on its way out.
                self.assertLessEqual(thread_count(worker.pid), most_threads(1))
            finally:
                worker.terminate()
                worker.wait(timeout=60)


if __name__ == "__main__":
    unittest.main()
