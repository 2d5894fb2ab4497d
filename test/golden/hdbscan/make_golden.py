"""Writes the golden files of this folder: python3 make_golden.py (scikit-learn, hdbscan, numpy installed).

Then `npx biome check --write test/golden/hdbscan` lays them out. Generated data only, with seeds at which no point lies
between two clusters at equal mutual reachability (moons with seed 5 have one): such a point belongs to either in both
libraries, depending on their sorting, and to none with multi-way ties. min_samples is the number that counts the point itself (scikit-learn's); hdbscan gets one less.
"""
import json
import pathlib
from importlib.metadata import version

import hdbscan
import numpy as np
from sklearn.cluster import HDBSCAN
from sklearn.datasets import make_blobs, make_moons

HERE = pathlib.Path(__file__).parent


def blobs_2d():
    points, _ = make_blobs(180, centers=4, cluster_std=[0.4, 0.7, 1.0, 0.3], random_state=11)
    return np.vstack([points, np.random.default_rng(1).uniform(-12, 12, (40, 2))])


def moons_2d():
    return make_moons(160, noise=0.07, random_state=8)[0]


def blobs_16d():
    points, _ = make_blobs(200, n_features=16, centers=6, cluster_std=1.8, random_state=3)
    return np.vstack([points, np.random.default_rng(2).uniform(-10, 10, (30, 16))])


def nested_16d():
    rng = np.random.default_rng(7)
    centers = np.repeat(rng.normal(0, 6, (3, 16)), 2, axis=0) + rng.normal(0, 1.2, (6, 16))
    return np.vstack([c + rng.normal(0, 0.5, (30, 16)) for c in centers])


CASES = [
    ("blobs-2d", blobs_2d, 10, 5, "eom"),
    ("blobs-2d-leaf", blobs_2d, 10, 4, "leaf"),
    ("moons-2d", moons_2d, 15, 6, "eom"),
    ("blobs-16d", blobs_16d, 8, 4, "eom"),
    ("nested-16d", nested_16d, 12, 3, "eom"),
    ("single-2d", lambda: make_blobs(90, centers=1, random_state=2)[0], 20, 6, "eom"),
]


def main():
    for name, build, size, samples, method in CASES:
        points = np.round(build(), 4)
        single = name.startswith("single")
        ours = HDBSCAN(min_cluster_size=size, min_samples=samples, cluster_selection_method=method,
                       allow_single_cluster=single, algorithm="brute", copy=True).fit(points)
        theirs = hdbscan.HDBSCAN(min_cluster_size=size, min_samples=samples - 1, cluster_selection_method=method,
                                 allow_single_cluster=single, algorithm="generic", gen_min_span_tree=True).fit(points)
        tree = theirs.condensed_tree_.to_numpy()
        lambdas = [[int(r["child"]), float(r["lambda_val"])] for r in tree if r["child"] < len(points)]
        golden = {
            "versions": {name: version(name) for name in ("scikit-learn", "hdbscan", "numpy")},
            "minClusterSize": size, "minSamples": samples, "clusterSelection": method, "allowSingleCluster": single,
            "points": points.tolist(),
            "sklearn": {"labels": ours.labels_.tolist(), "probabilities": ours.probabilities_.tolist()},
            "hdbscan": {
                "labels": theirs.labels_.tolist(),
                "probabilities": theirs.probabilities_.tolist(),
                "persistences": theirs.cluster_persistence_.tolist(),
                "pointLambdas": [value for _, value in sorted(lambdas)],
                "mstWeights": sorted(theirs.minimum_spanning_tree_.to_numpy()[:, 2].tolist()),
            },
        }
        (HERE / f"{name}.json").write_text(json.dumps(golden) + "\n")
        print(name, len(points), set(ours.labels_.tolist()), (ours.labels_ == -1).sum(), theirs.cluster_persistence_)


main()
