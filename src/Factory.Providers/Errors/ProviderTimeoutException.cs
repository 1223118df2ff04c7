namespace Factory.Providers.Errors;

/// <summary>A server sent nothing for longer than allowed.</summary>
/// <param name="limit">How long it was waited for.</param>
internal sealed class ProviderTimeoutException(TimeSpan limit) : Exception($"Nothing came for {limit}.")
{
    /// <summary>How long it was waited for.</summary>
    public TimeSpan Limit => limit;
}
