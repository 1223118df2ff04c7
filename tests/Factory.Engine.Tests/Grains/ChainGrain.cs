using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Grains;

public sealed class ChainGrain(Signals signals) : ChainBase<IChainGrain>(signals), IChainGrain;
