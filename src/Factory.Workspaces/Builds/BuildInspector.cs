using Microsoft.Extensions.Options;

namespace Factory.Workspaces.Builds;

/// <summary>Checks what a build command left, before anything is tested, copied or served from it.</summary>
internal sealed class BuildInspector(IOptions<SandboxOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FingerprintTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Returns the record with the fingerprint of its folder, or with the errors of what the build left.</summary>
    /// <param name="record">The record of the build.</param>
    /// <param name="folder">Full path of its folder.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<BuildRecord> AddFingerprintAsync(BuildRecord record, string folder, CancellationToken cancellationToken)
    {
        if (!record.IsSuccessful())
        {
            return record;
        }

        // A link could make the silo's web server publish any file that the silo's user can read.
        if (record.Manifest!.Serve.Static is { } served && FindLink(folder, served) is { } link)
        {
            return record with
            {
                Errors = [$"serve.static: '{link}' is a link; files can be served only from a real folder of the product."]
            };
        }

        // The length, not the blocks: a file of no blocks can have a length of exabytes, which everything that reads it
        // would take for content.
        var size = UntrustedDirectory.Measure(folder);
        if (size.Length > options.Value.MaxDiskBytes)
        {
            return record with
            {
                Errors = [$"The build left files of {size.Length} bytes; at most {options.Value.MaxDiskBytes} are allowed."]
            };
        }

        using var limit = new CancellationTokenSource(FingerprintTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return record with { Fingerprint = await UntrustedDirectory.FingerprintAsync(folder, either.Token) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return record with
            {
                Errors = [$"What the build left could not be read within {FingerprintTimeout.TotalMinutes:0} minutes; let it leave less."]
            };
        }
        catch (Exception exception) when (UntrustedDirectory.IsUnreadable(exception))
        {
            const string Error = "The build left files that cannot be read: names that are not valid UTF-8, a nesting that is too deep, " +
                "or missing read "
                + "permission. Change the build so that it leaves none of these.";
            return record with { Errors = [Error] };
        }
    }

    private static string? FindLink(string folder, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(1, parts.Length)
            .Select(count => string.Join('/', parts[..count]))
            .FirstOrDefault(part => new FileInfo(Path.Combine(folder, part)).LinkTarget is not null);
    }
}
