using Orleans.Placement;

namespace Factory.Grains.Placement;

/// <summary>
/// The grain lives on the <see cref="PrimarySilo"/>. Every grain with state does: state is kept in that silo's data folder, and a grain that came up
/// elsewhere would find nothing there and start empty.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PrimarySiloPlacementAttribute() : PlacementFilterAttribute(new PrimarySiloFilter());
