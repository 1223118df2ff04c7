namespace Factory.Grains.Tests.Hosting;

/// <summary>What a write that reports a failure has left on disk.</summary>
public enum FailedWrite
{
    /// <summary>Nothing.</summary>
    NotOnDisk,

    /// <summary>Everything: only the response was lost.</summary>
    OnDisk,
}
