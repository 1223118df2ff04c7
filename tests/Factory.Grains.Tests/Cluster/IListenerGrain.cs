namespace Factory.Grains.Tests.Cluster;

/// <summary>A grain that only streams call.</summary>
public interface IListenerGrain : IGrainWithStringKey;
