namespace Factory.Engine.Streams;

/// <summary>A subscriber's observer, with the type of its events hidden.</summary>
internal interface IStreamHandler
{
    /// <summary>Whether it takes several events at once.</summary>
    bool TakesBatches { get; }

    /// <summary>Handles the events; all of one signal, and one only unless it takes batches.</summary>
    Task HandleAsync(IReadOnlyList<StreamEvent> events);

    Task FailAsync(Exception failure);
}
