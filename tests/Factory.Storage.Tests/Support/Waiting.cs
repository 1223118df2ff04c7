namespace Factory.Storage.Tests.Support;

internal static class Waiting
{
    /// <summary>Fails with what was missing instead of hanging.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string missing, int seconds = 60)
    {
        try
        {
            return await task.WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not within {seconds} s: {missing}.");
        }
    }

    /// <inheritdoc cref="Within{T}"/>
    public static Task Within(this Task task, string missing, int seconds = 60) => Wrap(task).Within(missing, seconds);

    private static async Task<bool> Wrap(Task task)
    {
        await task;
        return true;
    }
}
