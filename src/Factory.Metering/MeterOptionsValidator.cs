using Microsoft.Extensions.Options;

namespace Factory.Metering;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class MeterOptionsValidator : IValidateOptions<MeterOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MeterOptions options)
    {
        var problems = FindProblems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(MeterOptions options)
    {
        if (options.CapDivisor < 1)
        {
            yield return $"{nameof(MeterOptions.CapDivisor)} is {options.CapDivisor}; set at least 1.";
        }

        if (options.RemainingDivisor < 1)
        {
            yield return $"{nameof(MeterOptions.RemainingDivisor)} is {options.RemainingDivisor}; set at least 1.";
        }

        if (options.MaxPendingRows < 1)
        {
            yield return $"{nameof(MeterOptions.MaxPendingRows)} is {options.MaxPendingRows}; set at least 1, or no call can begin.";
        }

        if (options.FlushDelay < TimeSpan.Zero || options.FlushDelay > TimeSpan.FromSeconds(10))
        {
            yield return $"{nameof(MeterOptions.FlushDelay)} is {options.FlushDelay}; set a time from 0 to 10 seconds: a crash loses the rows of that time.";
        }

        if (options.DrainTimeout < TimeSpan.Zero)
        {
            yield return $"{nameof(MeterOptions.DrainTimeout)} is {options.DrainTimeout}; set 0 or more.";
        }

        if (options.RowWriteTimeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(MeterOptions.RowWriteTimeout)} is {options.RowWriteTimeout}; set more than 0.";
        }

        if (options.IdleScanInterval <= TimeSpan.Zero)
        {
            yield return $"{nameof(MeterOptions.IdleScanInterval)} is {options.IdleScanInterval}; set more than 0.";
        }

        if (options.IdleLeaseTimeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(MeterOptions.IdleLeaseTimeout)} is {options.IdleLeaseTimeout}; set more than 0.";
        }

        if (options.ClosedAccountRetention < options.DrainTimeout)
        {
            yield return $"{nameof(MeterOptions.ClosedAccountRetention)} is {options.ClosedAccountRetention}; set at least {nameof(MeterOptions.DrainTimeout)}, or a late call would reopen the account.";
        }
    }
}
