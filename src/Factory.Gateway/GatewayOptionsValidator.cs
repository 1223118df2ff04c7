using Microsoft.Extensions.Options;

namespace Factory.Gateway;

/// <summary>Checks the ranges of <see cref="GatewayOptions"/> and reports all problems at once.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    private const int MaxBytes = 512 * 1024 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var problems = new List<string>();
        Bytes(nameof(options.MaxRequestBytes), options.MaxRequestBytes);
        Bytes(nameof(options.MaxResponseBytes), options.MaxResponseBytes);
        Bytes(nameof(options.MaxEventBytes), options.MaxEventBytes);
        Check(
            options.MaxBufferedRequestBytes >= options.MaxRequestBytes,
            $"{nameof(options.MaxBufferedRequestBytes)} is less than {nameof(options.MaxRequestBytes)}: not even one body would fit, " +
            "raise it.");
        Time(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMinutes(5));
        Time(nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromHours(1));
        Time(nameof(options.ShutdownTimeout), options.ShutdownTimeout, TimeSpan.FromMinutes(1));
        Check(
            options.TotalTimeout >= options.IdleTimeout && options.TotalTimeout <= TimeSpan.FromDays(1),
            $"{nameof(options.TotalTimeout)} must be between {nameof(options.IdleTimeout)} and one day.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Bytes(string key, int value) =>
            Check(value is >= 1024 and <= MaxBytes, $"{key} is {value}; give bytes from 1,024 to {MaxBytes:N0}.");

        void Time(string key, TimeSpan value, TimeSpan max) =>
            Check(value >= TimeSpan.FromSeconds(1) && value <= max, $"{key} is {value}; give a time from one second to {max}.");

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
