"""A chart's plan in, a PNG out. Pure; the only file that knows matplotlib, and it is loaded in worker processes alone.

Four panels with a scale each, since their numbers have nothing in common but the time. Its colours are the mascot's. Nothing is told by
colour alone: a panel's title says what its bars are, and parts of bars differ in lightness.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, FancyBboxPatch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.model.chart import Chart, Panel, Tick
from bot.text.counted import amount

_DPI: Final = 100
_SIZE: Final = (12.0, 8.0)  # inches: 1200 x 800 pixels
_MILLION: Final = 1_000_000
_LONG: Final = 100_000
_UNDER_WAY: Final = 0.45  # how much of its colour the last bar has


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paint:
    ground: str
    ink: str
    soft: str
    grid: str
    part: str
    bars: tuple[str, ...]


_LIGHT: Final = _Paint(
    ground="#fbfdfc", ink="#22384a", soft="#5c7382", grid="#dde6e8", part="#22384a", bars=("#4bb39a", "#3d7dca", "#e0962b", "#e2766b")
)
_DARK: Final = _Paint(
    ground="#1c2a35", ink="#f4fbf7", soft="#a9bcc6", grid="#33454f", part="#f4fbf7", bars=("#4bb39a", "#5b9be6", "#ffb84d", "#ff8f84")
)


def draw(chart: Chart) -> bytes:
    """The picture, 1200 x 800."""
    paint = _DARK if chart.dark else _LIGHT
    with rc_context({"font.family": "DejaVu Sans", "axes.unicode_minus": False}):  # the font comes with matplotlib: the same everywhere
        figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor=paint.ground)
        _head(figure, chart, paint)
        if chart.nothing:
            _bubble(figure, chart.nothing, paint)
        grid = figure.add_gridspec(2, 2, left=0.06, right=0.965, top=0.775, bottom=0.105, hspace=0.52, wspace=0.16)
        for number, panel in enumerate(() if chart.nothing else chart.panels):
            axes = figure.add_subplot(grid[number // 2, number % 2])
            _panel(axes, panel, chart.ticks, colour=paint.bars[number % len(paint.bars)], paint=paint)
        out = io.BytesIO()
        FigureCanvasAgg(figure).print_png(out, metadata={"Title": chart.title, "Description": chart.alt, "Software": None})  # type: ignore[no-untyped-call]  # Matplotlib leaves this one without types
    return out.getvalue()


def _head(figure: Figure, chart: Chart, paint: _Paint) -> None:
    _face(figure, at=(0.055, 0.865, 0.06, 0.12))
    figure.text(0.118, 0.943, chart.title, size=22, weight="bold", color=paint.ink, va="center")
    figure.text(0.119, 0.898, chart.subtitle, size=12.5, color=paint.soft, va="center")
    figure.text(0.06, 0.03, chart.note, size=10.5, color=paint.soft, va="center")


def _panel(axes: Axes, panel: Panel, ticks: Sequence[Tick], *, colour: str, paint: _Paint) -> None:
    _bars(axes, panel.values, colour=colour, ground=paint.ground)
    axes.text(0, 1.175, panel.title, transform=axes.transAxes, size=13, color=paint.ink, weight="bold", va="center")
    axes.text(1, 1.175, panel.total, transform=axes.transAxes, size=17, color=paint.ink, weight="bold", va="center", ha="right")
    if any(panel.part):
        _bars(axes, panel.part, colour=paint.part, ground=paint.ground)
        axes.text(0, 1.065, f"■ {panel.part_label}", transform=axes.transAxes, size=10.5, color=paint.part, va="center")
    _scales(axes, panel, ticks, paint)


def _bars(axes: Axes, values: Sequence[float], *, colour: str, ground: str) -> None:
    """The last one paler: mixed with the ground, so that no line shines through."""
    pale = tuple(_UNDER_WAY * one + (1 - _UNDER_WAY) * other for one, other in zip(to_rgb(colour), to_rgb(ground), strict=True))
    axes.bar(range(len(values)), values, width=0.78, color=[to_rgb(colour)] * (len(values) - 1) + [pale], zorder=2)


def _scales(axes: Axes, panel: Panel, ticks: Sequence[Tick], paint: _Paint) -> None:
    most = max(panel.values, default=0)
    axes.set_xlim(-0.6, len(panel.values) - 0.4)
    axes.set_ylim(0, most * 1.06 if most else 1)
    axes.set_xticks([tick.step for tick in ticks], [tick.label for tick in ticks])
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=all(value == int(value) for value in panel.values)))
    axes.yaxis.set_major_formatter(FuncFormatter(_on_scale))
    axes.tick_params(axis="both", length=0, labelsize=10.5, labelcolor=paint.soft, pad=6)
    if not most:
        axes.set_yticks([0], ["0"])
    axes.grid(axis="y", color=paint.grid, linewidth=1, zorder=0)
    axes.set_facecolor("none")
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(paint.soft)


def _on_scale(value: float, _: int | None = None) -> str:
    """Short enough for the margin."""
    if value >= _MILLION:
        return f"{value / _MILLION:g} M"
    if value >= _LONG:
        return f"{value / 1000:g} k"
    return amount(value) if value == round(value) else f"{value:g}"


def _bubble(figure: Figure, said: str, paint: _Paint) -> None:
    """The mascot, large, and what it says."""
    _face(figure, at=(0.42, 0.45, 0.16, 0.32), thick=2.6)
    box = {"boxstyle": "round,pad=0.9,rounding_size=0.5", "facecolor": paint.ground, "edgecolor": paint.bars[0], "linewidth": 2}
    figure.text(0.5, 0.36, said, size=16, color=paint.ink, ha="center", va="center", bbox=box)


def _face(figure: Figure, *, at: tuple[float, float, float, float], thick: float = 1.0) -> None:
    """The mascot's head, as in docs/mascot.svg."""
    axes = figure.add_axes(at)
    axes.set_xlim(0, 72)
    axes.set_ylim(0, 96)
    axes.axis("off")
    dark, mint, amber, pale = "#39576a", "#6fd3b8", "#ffb84d", "#f4fbf7"
    axes.plot([33, 33], [68, 80], color=dark, linewidth=2.5 * thick, solid_capstyle="round")
    axes.add_patch(Circle((33, 83), 5, facecolor=amber, edgecolor=dark, linewidth=2 * thick))
    axes.add_patch(_box(4, 12, 58, 56, rounding=8, face=mint, edge=dark, line=2 * thick))
    axes.add_patch(_box(11, 22, 44, 39, rounding=6, face=pale, edge=dark, line=2 * thick))
    for middle in (23, 43):
        axes.add_patch(Circle((middle, 46), 7, facecolor="#5b9be6", edgecolor=dark, linewidth=2 * thick))
        for across, up in ((-2, -2), (-2, 2), (2, -2), (2, 2)):
            axes.add_patch(Circle((middle + across, 46 + up), 1.1, facecolor="#22384a", edgecolor="none"))
    axes.add_patch(Arc((33, 34), 14, 12, theta1=180, theta2=360, color=dark, linewidth=2.2 * thick))


def _box(left: float, bottom: float, width: float, height: float, *, rounding: float, face: str, edge: str, line: float) -> FancyBboxPatch:
    style = f"round,pad=0,rounding_size={rounding}"
    return FancyBboxPatch((left, bottom), width, height, boxstyle=style, facecolor=face, edgecolor=edge, linewidth=line)
