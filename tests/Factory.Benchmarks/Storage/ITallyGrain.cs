namespace Factory.Benchmarks.Storage;

public interface ITallyGrain : IGrainWithStringKey
{
    /// <summary>Counts one up, on disk, with its index row and an event.</summary>
    Task Count();
}
