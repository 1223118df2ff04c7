using Microsoft.Extensions.Options;

namespace Factory.Storage;

/// <summary>Validates <see cref="StorageOptions"/> and reports all errors at once.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(StorageOptions options)
    {
        if (!Path.IsPathFullyQualified(options.DatabasePath))
        {
            yield return $"{nameof(StorageOptions.DatabasePath)} '{options.DatabasePath}' must be a full path: set it to factory.db in the data folder.";
        }

        if (options.QueueCapacity < 1)
        {
            yield return $"{nameof(StorageOptions.QueueCapacity)} {options.QueueCapacity} must be at least 1.";
        }

        if (options.MaxBatchSize < 1)
        {
            yield return $"{nameof(StorageOptions.MaxBatchSize)} {options.MaxBatchSize} must be at least 1.";
        }

        if (options.MaxReaders is < 1 or > 64)
        {
            yield return $"{nameof(StorageOptions.MaxReaders)} {options.MaxReaders} must be 1 to 64.";
        }

        if (options.BusyTimeout < TimeSpan.FromSeconds(1) || options.BusyTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{nameof(StorageOptions.BusyTimeout)} {options.BusyTimeout} must be 1 second to 10 minutes.";
        }

        if (options.OutboxParallelism < 1)
        {
            yield return $"{nameof(StorageOptions.OutboxParallelism)} {options.OutboxParallelism} must be at least 1.";
        }
    }
}
