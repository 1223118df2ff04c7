namespace Factory.Engine.Tests.Grains;

public interface IChainGrain : IChain;
