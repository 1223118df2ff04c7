using Factory.Contracts.Errors;

namespace Factory.Deployments.Local;

/// <summary>Polls a version until it answers 200, ends, or the time is up.</summary>
internal sealed class DeploymentHealthProbe(TimeProvider time)
{
    /// <value>60 seconds: a .NET program that is compiled at its start takes several seconds on a busy machine.</value>
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the version is healthy.</summary>
    /// <exception cref="FactoryException"><c>deploy.unhealthy</c>, with the end of its output.</exception>
    public async Task WaitUntilHealthyAsync(IRunningVersion version, string path, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(HealthTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        int? last = null;
        try
        {
            while (true)
            {
                last = await version.ProbeAsync(path, either.Token) ?? last;
                if (last == 200)
                {
                    return;
                }

                if (version.Failure is { } failure)
                {
                    throw Unhealthy(version, path, failure, null);
                }

                await Task.Delay(ProbeInterval, time, either.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var answer = last is null ? "nothing answered" : $"the last answer was {last}";
            throw Unhealthy(version, path, $"{answer} within {HealthTimeout.TotalSeconds:0} s", exception);
        }
    }

    private static FactoryException Unhealthy(IRunningVersion version, string path, string reason, Exception? inner)
    {
        var output = version.OutputTail.Trim();
        return new FactoryException(
            ErrorCodes.DeployUnhealthy,
            $"GET {path} must answer 200, but {reason}.{(output.Length > 0 ? "\nLast output:\n" + output : "")}",
            "Check the output of the program; it must listen on the Unix socket that ASPNETCORE_URLS or SOCKET names.",
            inner: inner);
    }
}
