"""One peer on one file: python cluster.py PEER ROWS COLUMNS FILE LABELS MIN_CLUSTER_SIZE MIN_SAMPLES

FILE holds float32 rows; MIN_SAMPLES counts the point itself. Labels go to LABELS as int32; one JSON line says
what it took. Import and compilation (numba) are not counted: a first run on some rows warms them up.
"""
import json
import resource
import sys
import time

import numpy as np


def clusterer(peer, min_cluster_size, min_samples):
    if peer == "hdbscan":
        import hdbscan

        # Its min_samples leaves the point itself out.
        return lambda x: hdbscan.HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples - 1, core_dist_n_jobs=-1
        ).fit_predict(x)
    if peer == "scikit-learn":
        from sklearn.cluster import HDBSCAN

        return lambda x: HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples, n_jobs=-1, copy=True
        ).fit_predict(x)
    if peer == "fast_hdbscan":
        import fast_hdbscan

        return lambda x: fast_hdbscan.HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples - 1
        ).fit_predict(x)
    if peer == "evoc":
        import evoc

        return lambda x: evoc.EVoC(base_min_cluster_size=min_cluster_size).fit_predict(x)
    if peer.startswith("umap-"):
        import hdbscan
        import umap

        # A seed makes the result repeatable and most of UMAP run on one core.
        reduced = lambda x: umap.UMAP(
            n_neighbors=15, n_components=int(peer[5:]), min_dist=0.0, metric="cosine", random_state=1, n_jobs=1
        ).fit_transform(x)
        return lambda x: hdbscan.HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples - 1, core_dist_n_jobs=-1
        ).fit_predict(reduced(x).astype(np.float64))
    raise SystemExit(f"unknown peer {peer}")


# Approximate searches take another path, compiled on its own, above 4,096 rows.
WARM_UP_ROWS = {"fast_hdbscan": 4500, "evoc": 4500, "umap-5": 4500, "umap-10": 4500}


def main():
    peer, rows, columns, path, labels_path, mcs, ms = sys.argv[1:8]
    points = np.fromfile(path, dtype=np.float32).reshape(int(rows), int(columns))
    run = clusterer(peer, int(mcs), int(ms))
    run(points[: min(WARM_UP_ROWS.get(peer, 200), len(points))].copy())
    wall, cpu = time.perf_counter(), time.process_time()
    labels = run(points)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    np.asarray(labels, dtype=np.int32).tofile(labels_path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": wall, "cpuSeconds": cpu, "peakRssMb": peak}))


main()
