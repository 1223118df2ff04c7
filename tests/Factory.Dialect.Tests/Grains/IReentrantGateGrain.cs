namespace Factory.Dialect.Tests.Grains;

public interface IReentrantGateGrain : IGate;
