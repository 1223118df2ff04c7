namespace Orleans.Runtime;

/// <summary>The grain knows nothing of the enumeration any more: it was deactivated meanwhile, or nobody asked for an element for too long.</summary>
[GenerateSerializer]
public sealed class EnumerationAbortedException : Exception
{
    public EnumerationAbortedException() { }

    public EnumerationAbortedException(string message) : base(message) { }

    public EnumerationAbortedException(string message, Exception innerException) : base(message, innerException) { }
}
