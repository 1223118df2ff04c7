namespace Orleans.Runtime;

/// <summary>The host, not the grain, failed the call.</summary>
public class OrleansException : Exception
{
    public OrleansException() { }

    public OrleansException(string message) : base(message) { }

    public OrleansException(string message, Exception innerException) : base(message, innerException) { }
}
