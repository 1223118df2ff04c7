using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class DeployedProducts
{
    [LoggerMessage(LogLevel.Information, "The operator rolled the product {Product} back from version {From} to version {To}")]
    private partial void LogRolledBack(string product, int from, int to);

    [LoggerMessage(LogLevel.Information, "The operator removed the deployed product {Product}; its repository stays: {Repository}")]
    private partial void LogRemoved(string product, string repository);
}
