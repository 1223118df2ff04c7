using System.Globalization;
using Factory.Domain.Configuration;
using Serilog;
using Serilog.Events;

namespace Factory.Silo.Hosting;

/// <summary>Where the silo's log goes: a file a day in the data folder, and the console when asked.</summary>
internal static class SiloLogging
{
    private const int KeptDays = 14;
    private const long MaxFileBytes = 50 * 1024 * 1024;
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Sets the log up.</summary>
    public static WebApplicationBuilder AddSiloLogging(this WebApplicationBuilder builder, SiloOptions options, FactoryPaths paths)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .WriteTo.File(
                Path.Combine(paths.Logs, "silo-.log"),
                outputTemplate: Line,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: MaxFileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: KeptDays);
        if (options.LogToConsole)
        {
            configuration.WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        }

        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(configuration.CreateLogger(), dispose: true);
        return builder;
    }
}
