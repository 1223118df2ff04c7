namespace Factory.Engine.Tests.Grains;

public interface IReentrantGateGrain : IGate;
