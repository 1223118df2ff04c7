using Microsoft.Extensions.Options;

namespace Factory.Gateway;

/// <summary>Names everything that is wrong at once.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    private const int MostBytes = 512 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var problems = new List<string>();
        Bytes(nameof(options.MaxRequestBytes), options.MaxRequestBytes);
        Bytes(nameof(options.MaxReplyBytes), options.MaxReplyBytes);
        Bytes(nameof(options.MaxEventBytes), options.MaxEventBytes);
        Check(options.MaxHeldBytes >= options.MaxRequestBytes, $"{nameof(options.MaxHeldBytes)} is less than {nameof(options.MaxRequestBytes)}: not even one body would fit, raise it.");
        Time(nameof(options.ConnectLimit), options.ConnectLimit, TimeSpan.FromMinutes(5));
        Time(nameof(options.SilenceLimit), options.SilenceLimit, TimeSpan.FromHours(1));
        Time(nameof(options.StopGrace), options.StopGrace, TimeSpan.FromMinutes(1));
        Check(options.CallLimit >= options.SilenceLimit && options.CallLimit <= TimeSpan.FromDays(1), $"{nameof(options.CallLimit)} must be between {nameof(options.SilenceLimit)} and one day.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Bytes(string key, int value) => Check(value is >= 1024 and <= MostBytes, $"{key} is {value}; give bytes from 1,024 to {MostBytes:N0}.");

        void Time(string key, TimeSpan value, TimeSpan max) => Check(value >= TimeSpan.FromSeconds(1) && value <= max, $"{key} is {value}; give a time from one second to {max}.");

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
