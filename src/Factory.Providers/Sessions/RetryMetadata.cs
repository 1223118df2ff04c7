namespace Factory.Providers.Sessions;

/// <summary>
/// What a wire knows about a failed call beside its error: that it cannot have cost anything, because the server refused it or was never
/// reached (without this mark it costs its reservation: the answer may have been made and paid for), and how long the server asks to wait.
/// </summary>
internal static class RetryMetadata
{
    private const string NotBilledKey = "Factory.NotBilled";
    private const string RetryAfterKey = "Factory.RetryAfter";

    public static T MarkNotBilled<T>(T exception)
        where T : Exception
    {
        exception.Data[NotBilledKey] = true;
        return exception;
    }

    public static bool IsNotBilled(Exception exception) => exception.Data[NotBilledKey] is true;

    public static void SetRetryAfter(Exception exception, TimeSpan retryAfter) => exception.Data[RetryAfterKey] = retryAfter;

    /// <summary>How long the server asked to wait; null when it did not say.</summary>
    public static TimeSpan? RetryAfterOf(Exception exception) => exception.Data[RetryAfterKey] as TimeSpan?;
}
