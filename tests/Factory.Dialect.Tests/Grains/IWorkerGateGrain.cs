namespace Factory.Dialect.Tests.Grains;

public interface IWorkerGateGrain : IGate;
