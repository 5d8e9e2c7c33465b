"""Threads of a real worker: no numeric library starts one beyond the budget."""
import os
import unittest

from service import EXAMPLE, DataDirectory, Server

# The signals' and the lease's, which sleep.
OTHER_THREADS = 2


def thread_count(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


class WorkerThreads(unittest.TestCase):
    def most_while_training(self, server, threads):
        """The largest count seen at the reports of a job that uses `threads`."""
        worker, = server.worker_pids()
        dataset = server.upload(EXAMPLE)
        job = server.submit(dataset, "--method", "plain", steps=100, eval_every=5, threads=threads)["name"]
        most = 0
        while server.json("jobs", "get", job)["state"] in ("JOB_STATE_QUEUED", "JOB_STATE_RUNNING"):
            most = max(most, thread_count(worker))
        self.assertEqual(server.json("jobs", "get", job)["state"], "JOB_STATE_SUCCEEDED")
        self.assertEqual(server.worker_pids(), [worker])
        return most

    def test_a_worker_of_one_thread_computes_on_one(self):
        with DataDirectory() as directory, Server(directory, 1, "--worker-threads=1") as server:
            self.assertEqual(self.most_while_training(server, threads=1), 1 + OTHER_THREADS)

    def test_a_larger_budget_is_not_exceeded(self):
        with DataDirectory() as directory, Server(directory, 1, "--worker-threads=2") as server:
            most = self.most_while_training(server, threads=2)
            self.assertGreaterEqual(most, 1 + OTHER_THREADS)
            # OpenMP's thread and OpenBLAS's are each beside the computing one.
            self.assertLessEqual(most, 2 + 1 + OTHER_THREADS)

    def test_a_worker_started_by_hand_keeps_to_its_budget(self):
        # Without the variables OpenBLAS would start a thread per core.
        import subprocess
        from service import BIN
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
                self.assertLessEqual(thread_count(worker.pid), 1 + OTHER_THREADS)
            finally:
                worker.terminate()
                worker.wait(timeout=60)


if __name__ == "__main__":
    unittest.main()
