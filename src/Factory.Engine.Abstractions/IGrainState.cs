namespace Orleans;

/// <summary>One record of grain state on its way to or from storage.</summary>
public interface IGrainState<T>
{
    T? State { get; set; }

    /// <summary>The version that storage gave this record; null when nothing is stored.</summary>
    string? ETag { get; set; }

    bool RecordExists { get; set; }
}
