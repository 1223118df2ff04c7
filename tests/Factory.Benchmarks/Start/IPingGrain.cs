namespace Factory.Benchmarks.Start;

/// <summary>The bare silo's one grain.</summary>
public interface IPingGrain : IGrainWithStringKey
{
    /// <summary>Answers.</summary>
    Task Ping();
}
