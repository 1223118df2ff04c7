using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Somebody else wrote the record first. The grain that sees it is deactivated and reads again on its next call.</summary>
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException() { }

    public InconsistentStateException(string message) : base(message) { }

    public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!) { }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null) { }

    public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
        : this(storageException.Message, storedEtag, currentEtag, storageException) { }

    public string? StoredEtag { get; private set; }

    public string? CurrentEtag { get; private set; }

    public override string ToString() =>
        $"{nameof(InconsistentStateException)}: {Message} Expected Etag={CurrentEtag} Received Etag={StoredEtag} {InnerException}";
}
