namespace Orleans.Concurrency;

/// <summary>The grain keeps nothing between calls, so several activations of one identity may work at once.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : Attribute
{
    public StatelessWorkerAttribute() { }

    public StatelessWorkerAttribute(int maxLocalWorkers) => MaxLocalWorkers = maxLocalWorkers;

    /// <summary>How many activations at most; 0 means the host's number of cores.</summary>
    internal int MaxLocalWorkers { get; }
}
