using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

public sealed class ChainGrain(Signals signals) : ChainBase<IChainGrain>(signals), IChainGrain;
