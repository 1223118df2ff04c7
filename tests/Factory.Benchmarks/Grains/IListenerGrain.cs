namespace Factory.Benchmarks.Grains;

public interface IListenerGrain : IGrainWithStringKey;
