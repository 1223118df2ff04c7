namespace Factory.Grains.Tests.Cluster;

/// <summary>A grain that is woken by streams only.</summary>
public interface IListenerGrain : IGrainWithStringKey;
