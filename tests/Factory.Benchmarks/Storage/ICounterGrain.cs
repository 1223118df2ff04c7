namespace Factory.Benchmarks.Storage;

public interface ICounterGrain : IGrainWithStringKey
{
    /// <summary>Counts one up, on disk, with its index row and an event.</summary>
    Task Count();
}
