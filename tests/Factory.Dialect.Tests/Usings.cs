global using Factory.Dialect.Tests.Grains;
