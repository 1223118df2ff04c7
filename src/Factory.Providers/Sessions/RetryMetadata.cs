namespace Factory.Providers.Sessions;

/// <summary>
/// What is known of a failed call besides its error: that it cannot have cost anything, because the server refused it
/// or was never reached (without this mark it costs its reservation, because a response may have been generated and
/// billed), and how long the server requests to wait. Kept in the data of the exception, which passes through SDKs and
/// retries unchanged.
/// </summary>
internal static class RetryMetadata
{
    private const string NotBilledKey = "Factory.NotBilled";
    private const string RetryAfterKey = "Factory.RetryAfter";

    /// <summary>Marks a failure that cannot have cost anything.</summary>
    public static T MarkNotBilled<T>(T exception)
        where T : Exception
    {
        exception.Data[NotBilledKey] = true;
        return exception;
    }

    /// <summary>Whether the failure cannot have cost anything.</summary>
    public static bool IsNotBilled(Exception exception) => exception.Data[NotBilledKey] is true;

    /// <summary>Adds how long the server requests to wait.</summary>
    public static void SetRetryAfter(Exception exception, TimeSpan retryAfter) => exception.Data[RetryAfterKey] = retryAfter;

    /// <summary>How long the server requests to wait; null when it does not.</summary>
    public static TimeSpan? RetryAfterOf(Exception exception) => exception.Data[RetryAfterKey] as TimeSpan?;
}
