"""Peer of bench/predict_*.cc: the same network served by grpcio and torch, with the same messages.

predict_server.py NETWORK_FILE (bench/network_file.h). Answers "port" with its port. The messages' Python
code is generated from proto/ when it starts (protoc).
"""
import concurrent.futures
import importlib
import os
import pathlib
import subprocess
import sys
import tempfile

import peer_loop

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
MESSAGE_BYTES = 64 << 20


def messages():
    """The module of the prediction's messages."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", "counterweight/v1/prediction.proto"],
                       check=True)
        sys.path.insert(0, folder)
        return importlib.import_module("counterweight.v1.prediction_pb2")


class Network:
    """Standardised, encoded by ramps, two hidden layers, one output."""

    def __init__(self, path):
        import numpy
        import torch
        self.numpy, self.torch = numpy, torch
        torch.set_num_threads(1)
        with open(path, "rb") as file:
            columns, ramps, hidden = numpy.fromfile(file, "<i4", 3)
            numbers = torch.from_numpy(numpy.fromfile(file, "<f4"))
        inputs = columns + ramps

        def take(*shape):
            nonlocal numbers
            count = int(numpy.prod(shape))
            taken, numbers = numbers[:count].reshape(*shape), numbers[count:]
            return taken

        self.columns = int(columns)
        self.centre, self.scale = take(columns), take(columns)
        self.ramp_columns = take(ramps).long()
        self.lows, self.inverse_widths = take(ramps), take(ramps)
        self.layers = [(take(inputs, hidden), take(hidden)), (take(hidden, hidden), take(hidden)),
                       (take(hidden, 1), take(1))]
        gamma = take(inputs)
        # The input scales are part of the first layer, as anyone would deploy it.
        self.layers[0] = (self.layers[0][0] * gamma[:, None], self.layers[0][1])

    def probabilities(self, rows):
        """rows: a tensor [rows, columns] -> [rows, 2], an array."""
        torch = self.torch
        with torch.inference_mode():
            x = ((rows - self.centre) / self.scale).nan_to_num(0.0).clamp(-6, 6)
            ramps = ((x[:, self.ramp_columns] - self.lows) * self.inverse_widths).clamp(0, 1) - 0.5
            x = torch.cat([x, ramps], dim=1)
            for weight, bias in self.layers[:-1]:
                x = torch.nn.functional.silu(torch.addmm(bias, x, weight))
            weight, bias = self.layers[-1]
            positive = torch.sigmoid(torch.addmm(bias, x, weight))
            return torch.cat([1 - positive, positive], dim=1).numpy()


def answer(network, pb, request):
    numpy, torch = network.numpy, network.torch
    if request.HasField("packed_rows"):
        values = numpy.frombuffer(request.packed_rows.values, "<f4").reshape(-1, network.columns)
        rows = torch.from_numpy(values.copy())
    else:
        rows = torch.tensor([[value.number for value in row.values] for row in request.rows])
    probabilities = network.probabilities(rows)
    labels = (probabilities[:, 1] > 0.5).astype("int32")
    response = pb.PredictResponse(label_indices=labels, classes=["0", "1"], model=request.model, version=1,
                                  model_display_name="rows")
    if request.pack_probabilities:
        response.packed_probabilities = probabilities.astype("<f4").tobytes()
    else:
        response.probabilities.extend(probabilities.ravel().tolist())
    return response


def prepare():
    import grpc
    network, pb = Network(sys.argv[1]), messages()
    handler = grpc.unary_unary_rpc_method_handler(
        lambda request, context: answer(network, pb, request),
        request_deserializer=pb.PredictRequest.FromString,
        response_serializer=pb.PredictResponse.SerializeToString)
    options = [("grpc.max_receive_message_length", MESSAGE_BYTES), ("grpc.max_send_message_length", MESSAGE_BYTES)]
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(os.cpu_count()), options=options)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(
        "counterweight.v1.PredictionService", {"Predict": handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    prepare.server = server  # kept alive
    return lambda _: port


peer_loop.serve(prepare)
