using Orleans.Placement;

namespace Factory.Grains.Placement;

/// <summary>
/// Places the grain on the <see cref="PrimarySilo"/>. Required for every grain with state: state is stored in that
/// silo's data folder, and a grain that was activated elsewhere would start with empty state.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PrimarySiloPlacementAttribute() : PlacementFilterAttribute(new PrimarySiloFilter());
