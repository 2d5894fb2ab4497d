"""Writes the golden files of this folder: python3 make_golden.py (hdbscan, scikit-learn, scipy, numpy installed).

Then `npx biome check --write test/golden/hdbscan` lays them out. Generated data only, with the first seed at which no
point lies between two clusters at equal mutual reachability (many seeds have one, because a core distance is the weight
of several edges): such a point belongs to either in both libraries, depending on their sorting, and to none with
multi-way ties. The set of duplicates cannot avoid it.

Conventions of the files: minSamples is the number that counts the point itself (scikit-learn's), hdbscan gets one less.
Numbers have 12 digits. null stands for what is not finite. Where hdbscan's prediction departs from its own clustering
(core distances of one neighbour fewer, only 2 min_samples candidates) "predictions" holds what it gives with both put
right, and "plainLabels" what it gives as it is.
"""
import json
import pathlib
import warnings
from importlib.metadata import version

import hdbscan
import numpy as np
from hdbscan.prediction import all_points_membership_vectors, approximate_predict, membership_vector
from hdbscan.validity import validity_index
from scipy.sparse import issparse
from scipy.spatial.distance import cdist
from sklearn.cluster import HDBSCAN
from sklearn.datasets import make_blobs, make_circles, make_moons
from sklearn.neighbors import kneighbors_graph

HERE = pathlib.Path(__file__).parent


def blobs_2d(seed):
    points, _ = make_blobs(180, centers=4, cluster_std=[0.4, 0.7, 1.0, 0.3], random_state=seed)
    return np.vstack([points, np.random.default_rng(seed).uniform(-12, 12, (40, 2))])


def moons_2d(seed):
    return make_moons(160, noise=0.07, random_state=seed)[0]


def circles_2d(seed):
    return make_circles(200, noise=0.04, factor=0.45, random_state=seed)[0]


def densities_2d(seed):
    centers = [[0, 0], [1.6, 0], [6, 0], [6, 7], [-6, 5]]
    return make_blobs([50, 50, 50, 60, 40], centers=centers, cluster_std=[0.25, 0.25, 0.6, 1.4, 0.15],
                      random_state=seed)[0]


def blobs_16d(seed):
    points, _ = make_blobs(200, n_features=16, centers=6, cluster_std=1.8, random_state=seed)
    return np.vstack([points, np.random.default_rng(seed).uniform(-10, 10, (30, 16))])


def nested_16d(seed):
    rng = np.random.default_rng(seed)
    centers = np.repeat(rng.normal(0, 6, (3, 16)), 2, axis=0) + rng.normal(0, 1.2, (6, 16))
    return np.vstack([c + rng.normal(0, 0.5, (30, 16)) for c in centers])


def text(seed):
    """140 short texts, most of four topics, as TF-IDF over 120 words with Zipf frequencies."""
    rng = np.random.default_rng(seed)
    zipf = 1 / np.arange(1, 121)
    topics = [rng.permutation(zipf) for _ in range(4)]
    rows = []
    for at in range(140):
        topic = topics[at % 4] if at < 120 else rng.permutation(zipf)
        words = topic ** 1.6 + 0.004 * zipf
        rows.append(rng.multinomial(rng.integers(8, 16), words / words.sum()))
    counts = np.array(rows, dtype=float)
    idf = np.log((1 + len(counts)) / (1 + (counts > 0).sum(axis=0))) + 1
    return counts * idf


def duplicates_2d(seed):
    points = make_blobs(60, centers=3, cluster_std=0.6, random_state=seed)[0]
    return np.repeat(points, np.random.default_rng(seed).integers(1, 5, 60), axis=0)


def line_1d(seed):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(0, 1, 60), rng.normal(7, 0.5, 50), rng.uniform(-6, 14, 25)])[:, None]


def noise_2d(seed):
    return np.random.default_rng(seed).uniform(0, 1, (80, 2))


def single_2d(seed):
    return make_blobs(90, centers=1, random_state=seed)[0]


def connected_2d(seed):
    points = make_blobs(150, centers=[[0, 0], [3, 0], [1, 3]], cluster_std=[0.3, 0.5, 0.7], random_state=seed)[0]
    return np.vstack([points, np.random.default_rng(seed).uniform(-2, 5, (50, 2))])


def graph(points):
    """Distances to the 14 nearest neighbours, either's; everything else is unknown."""
    nearest = kneighbors_graph(points, 14, mode="distance")
    return nearest.maximum(nearest.T).tocsr()


def permuted(data, order):
    return data[order][:, order] if data.shape[0] == data.shape[1] else data[order]


def signature(tree, order):
    """The condensed tree, points numbered as before the permutation."""
    points = sorted((order[row["child"]], row["lambda_val"]) for row in tree if row["child_size"] == 1)
    clusters = sorted((row["lambda_val"], row["child_size"]) for row in tree if row["child_size"] > 1)
    return np.array([value for row in points + clusters for value in row])


def is_tied(clusterer, data, metric, options):
    """Whether the tree hangs on the order of the points: equal distances give one of them to either side of a split."""
    tree, heights = clusterer.condensed_tree_.to_numpy(), clusterer.single_linkage_tree_.to_numpy()[:, 2]
    splits = 1 / tree["lambda_val"][tree["child_size"] > 1]
    if any(np.isclose(heights, split, rtol=1e-12).sum() > 1 for split in splits):
        return True
    rng = np.random.default_rng(0)
    before = signature(tree, np.arange(data.shape[0]))
    for _ in range(8):
        order = rng.permutation(data.shape[0])
        after = signature(fit(permuted(data, order), metric, options).condensed_tree_.to_numpy(), order)
        if len(before) != len(after) or not np.allclose(before, after, rtol=1e-12):
            return True
    return False


def is_misread(clusterer):
    """Whether hdbscan's prediction takes a descendant for a selected cluster that no point leaves directly (0.8.44)."""
    tree = clusterer.condensed_tree_.to_numpy()
    sizes = {row["child"]: row["child_size"] for row in tree}
    taken = clusterer.condensed_tree_._select_clusters()
    return sum(sizes.get(cluster, 0) for cluster in taken) < (clusterer.labels_ != -1).sum()


EOM = {"clusterSelection": "eom"}
LEAF = {"clusterSelection": "leaf"}
SINGLE = {"allowSingleCluster": True}
CASES = [
    ("blobs-2d", blobs_2d, 10, 5, EOM, [LEAF, SINGLE, {"clusterSelectionEpsilon": 1.3}, {"maxClusterSize": 46}]),
    ("blobs-2d-leaf", blobs_2d, 10, 4, LEAF, [{"clusterSelectionEpsilon": 0.6}, {"clusterSelectionEpsilon": 2.5}]),
    ("moons-2d", moons_2d, 15, 6, EOM, [LEAF]),
    ("circles-2d", circles_2d, 25, 4, EOM, [LEAF]),
    ("densities-2d", densities_2d, 12, 5, EOM,
     [LEAF, {"clusterSelectionEpsilon": 0.9}, {**LEAF, "clusterSelectionEpsilon": 0.9}, {"maxClusterSize": 60},
      {**SINGLE, "clusterSelectionEpsilon": 6.0}]),
    ("blobs-16d", blobs_16d, 8, 4, EOM, [LEAF, {"maxClusterSize": 33}]),
    ("nested-16d", nested_16d, 12, 3, EOM, [LEAF, {"clusterSelectionEpsilon": 5.0}, {"clusterSelectionEpsilon": 25.0}]),
    ("text-cosine", text, 8, 4, EOM, [LEAF]),
    ("duplicates-2d", duplicates_2d, 9, 4, EOM, []),
    ("line-1d", line_1d, 10, 4, EOM, [LEAF]),
    ("single-2d", single_2d, 20, 6, {**EOM, **SINGLE}, []),
    ("noise-2d", noise_2d, 30, 6, EOM, []),
    ("manhattan-2d", densities_2d, 12, 5, EOM, [LEAF, {"clusterSelectionEpsilon": 1.2}]),
    ("graph-2d", connected_2d, 12, 5, EOM, [LEAF]),
]


def shared(options, metric):
    return {
        "min_cluster_size": options["minClusterSize"],
        "cluster_selection_method": options["clusterSelection"],
        "allow_single_cluster": options.get("allowSingleCluster", False),
        "metric": metric,
    }


def fit(data, metric, options):
    """hdbscan's clustering; both algorithms measure distances as they are, not through dot products."""
    return hdbscan.HDBSCAN(min_samples=options["minSamples"] - 1,
                           max_cluster_size=options.get("maxClusterSize", 0),
                           cluster_selection_epsilon=options.get("clusterSelectionEpsilon", 0.0),
                           algorithm="generic" if metric == "precomputed" else "prims_kdtree",
                           **shared(options, metric)).fit(data)


def fit_sklearn(data, metric, options):
    # In a sparse matrix it does not count the point itself.
    return HDBSCAN(min_samples=options["minSamples"] - int(issparse(data)), copy=True,
                   algorithm="brute" if metric == "precomputed" else "kd_tree", **shared(options, metric)).fit(data)


class AllNeighbours:
    """A tree that returns every point as candidate, instead of the 2 min_samples hdbscan asks for."""

    def __init__(self, tree, count):
        self.tree, self.count = tree, count

    def query(self, points, k):
        return self.tree.query(points, k=self.count)


def new_points(points):
    rng = np.random.default_rng(5)
    near = points[rng.integers(0, len(points), 25)] + rng.normal(0, 0.3, (25, points.shape[1])) * points.std(axis=0)
    far = rng.uniform(points.min(axis=0), points.max(axis=0), (10, points.shape[1]))
    return np.vstack([near, far, points[:5]])


def prediction(clusterer, data, fresh, samples):
    clusterer.generate_prediction_data()
    plain, _ = approximate_predict(clusterer, fresh)
    known = clusterer.prediction_data_
    known.core_distances = np.sort(cdist(data, data), axis=1)[:, samples - 1]
    known.tree = AllNeighbours(known.tree, len(data))
    labels, probabilities = approximate_predict(clusterer, fresh)
    own = all_points_membership_vectors(clusterer)
    result = {"plainLabels": plain, "labels": labels, "probabilities": probabilities}
    if own.ndim == 2:
        where = [[int(np.flatnonzero((data == row).all(axis=1))[0]) for row in group] for group in known.exemplars]
        result |= {"memberships": own, "newMemberships": membership_vector(clusterer, fresh),
                   "exemplars": [sorted(set(group)) for group in where]}
    return result


def validity(distances, labels, dimension):
    if labels.max() < 1:
        return None
    index, clusters = validity_index(distances.copy(), labels, metric="precomputed", d=dimension,
                                     per_cluster_scores=True)
    return {"index": index, "clusters": clusters}


def plain(value):
    """JSON of 12 digits, null for what is not finite."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, str, type(None))):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    number = float(f"{value:.12g}")
    return (int(number) if number == int(number) else number) if np.isfinite(value) else None


def case(name, build, size, samples, selection, variants):
    for seed in range(1000):
        golden = attempt(name, build, size, samples, selection, variants, seed)
        if golden is not None:
            break
    (HERE / f"{name}.json").write_text(json.dumps(plain(golden)) + "\n")
    labels = [np.array(each["labels"]) for each in (golden["hdbscan"], *golden["variants"])]
    print(name, "seed", seed, len(golden["points"]), "clusters", [int(each.max()) + 1 for each in labels], "noise",
          int((labels[0] == -1).sum()), "dbscan", sorted(set(golden["hdbscan"]["dbscan"]["labels"].tolist())))


def attempt(name, build, size, samples, selection, variants, seed):
    # Equal differences between short decimals would be ties on a line.
    points = np.round(build(seed), 9 if name == "line-1d" else 4)
    options = {"minClusterSize": size, "minSamples": samples, **selection}
    kind = {"text-cosine": "cosine", "manhattan-2d": "manhattan", "graph-2d": "graph"}.get(name, "euclidean")
    vectors = points / np.sqrt((points ** 2).sum(axis=1, keepdims=True)) if kind == "cosine" else points
    distances = cdist(vectors, vectors, "cityblock" if kind == "manhattan" else "euclidean")
    data = {"manhattan": distances, "graph": graph(points) if kind == "graph" else None}.get(kind, vectors)
    metric = "precomputed" if kind in ("manhattan", "graph") else "euclidean"
    theirs = fit(data, metric, options)
    if name != "duplicates-2d" and is_tied(theirs, data, metric, options):
        return None
    if not selection.get("allowSingleCluster") and is_misread(theirs):
        return None
    ours = fit_sklearn(data, metric, options)
    tree = theirs.condensed_tree_.to_numpy()
    leaves, clusters = tree[tree["child_size"] == 1], tree[tree["child_size"] > 1]
    weights = np.sort(theirs.single_linkage_tree_.to_numpy()[:, 2])
    cut = float(f"{np.quantile(weights, 0.8) * 1.001:.4g}")
    golden = {
        "versions": {package: version(package) for package in ("hdbscan", "scikit-learn", "scipy", "numpy")},
        "kind": kind,
        "options": options,
        "points": points,
        "sklearn": {"labels": ours.labels_, "probabilities": ours.probabilities_},
        "hdbscan": {
            "labels": theirs.labels_,
            "probabilities": theirs.probabilities_,
            "outlierScores": theirs.outlier_scores_,
            "persistences": theirs.cluster_persistence_,
            "pointLambdas": leaves["lambda_val"][np.argsort(leaves["child"])],
            "clusterRows": sorted([row["lambda_val"], row["child_size"]] for row in clusters),
            "mstWeights": weights,
            "dbscan": {"epsilon": cut, "labels": theirs.dbscan_clustering(cut, min_cluster_size=size)},
            "validity": validity(distances, theirs.labels_, points.shape[1]),
        },
        "variants": [],
    }
    if kind == "graph":
        golden["graph"] = {"offsets": data.indptr, "indices": data.indices, "values": data.data}
    for changes in variants:
        varied = fit(data, metric, {**options, **changes})
        golden["variants"].append({"options": changes, "labels": varied.labels_,
                                   "probabilities": varied.probabilities_})
    if metric != "precomputed" and not selection.get("allowSingleCluster"):
        fresh = np.round(new_points(points), 4) if kind != "cosine" else points[::4] + points[3::4][::-1]
        unit = fresh / np.sqrt((fresh ** 2).sum(axis=1, keepdims=True)) if kind == "cosine" else fresh
        golden["prediction"] = {"points": fresh, **prediction(theirs, vectors, unit, samples)}
    return golden


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for arguments in CASES:
        case(*arguments)
