using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class PointsVintages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "KeptEnrolments",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsExpired",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsIssued",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsRedeemed",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsReversed",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "KeptReturnedNet",
                table: "StoreDays",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturns",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "PointEstimates",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    FromMonth = table.Column<int>(type: "int", nullable: false),
                    RedemptionRate = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    PointValue = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    SetBy = table.Column<long>(type: "bigint", nullable: true),
                    SetByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    SetAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointEstimates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PointVintages",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Earned = table.Column<int>(type: "int", nullable: false),
                    Month = table.Column<int>(type: "int", nullable: false),
                    Issued = table.Column<long>(type: "bigint", nullable: false),
                    Redeemed = table.Column<long>(type: "bigint", nullable: false),
                    Expired = table.Column<long>(type: "bigint", nullable: false),
                    Reversed = table.Column<long>(type: "bigint", nullable: false),
                    SoldPoints = table.Column<long>(type: "bigint", nullable: false),
                    NetSales = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointVintages", x => new { x.MerchantId, x.Earned, x.Month });
                });

            migrationBuilder.CreateIndex(
                name: "IX_PointEstimates_MerchantId_FromMonth",
                table: "PointEstimates",
                columns: new[] { "MerchantId", "FromMonth" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PointEstimates");

            migrationBuilder.DropTable(
                name: "PointVintages");

            migrationBuilder.DropColumn(
                name: "KeptEnrolments",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsExpired",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsIssued",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsRedeemed",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsReversed",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturnedNet",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturns",
                table: "StoreDays");
        }
    }
}
