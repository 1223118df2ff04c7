namespace Factory.Dialect.Tests.Grains;

public interface IChainGrain : IChain;
