#!/usr/bin/env python3
"""Meta-Weight-Net (Shu et al. 2019) in PyTorch, for bench_meta_step: meta_weight_net.py WIDTH

Network 30-WIDTH-WIDTH-1 and weight network 1-64-1, 256 training and 256 validation rows, one thread.
A line "N" runs N steps and is answered with the CPU seconds of one.
"""
import sys

from peer_loop import cpu_seconds, serve

COLUMNS, ROWS, RATE = 30, 256, 0.01


def prepare():
    import torch
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(0)
    width = int(sys.argv[1])
    sizes = [COLUMNS, width, width, 1]
    parameters = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        parameters += [(0.1 * torch.randn(outputs, inputs)).requires_grad_(),
                       torch.zeros(outputs, requires_grad=True)]
    weight_network = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Linear(64, 1), nn.Sigmoid())
    optimiser = torch.optim.Adam(weight_network.parameters(), 1e-3)

    def batch():
        rows = torch.randn(ROWS, COLUMNS)
        return rows, (rows[:, :1] + torch.randn(ROWS, 1) > 1.5).float()

    training, validation = batch(), batch()

    def losses(of, values):
        activation = of[0]
        for layer in range(0, len(values), 2):
            activation = functional.linear(activation, values[layer], values[layer + 1])
            if layer + 2 < len(values):
                activation = functional.silu(activation)
        return functional.binary_cross_entropy_with_logits(activation, of[1], reduction="none")

    def step():
        # One virtual step with the weights as they are, differentiated through.
        cost = losses(training, parameters)
        weighted = (weight_network(cost.detach()) * cost).mean()
        gradients = torch.autograd.grad(weighted, parameters, create_graph=True)
        ahead = [value - RATE * gradient for value, gradient in zip(parameters, gradients)]
        optimiser.zero_grad()
        losses(validation, ahead).mean().backward()
        optimiser.step()
        # The real step, with the weights that are right now.
        cost = losses(training, parameters)
        with torch.no_grad():
            weights = weight_network(cost)
        gradients = torch.autograd.grad((weights * cost).mean(), parameters)
        with torch.no_grad():
            for value, gradient in zip(parameters, gradients):
                value -= RATE * gradient

    def answer(steps):
        count = int(steps)
        return cpu_seconds(lambda: [step() for _ in range(count)]) / count

    return answer


serve(prepare)
