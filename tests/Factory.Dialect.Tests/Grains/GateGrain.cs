using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

public sealed class GateGrain(Signals signals) : GateBase(signals), IGateGrain;
