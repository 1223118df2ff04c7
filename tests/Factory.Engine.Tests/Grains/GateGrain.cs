using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Grains;

public sealed class GateGrain(Signals signals) : GateBase(signals), IGateGrain;
