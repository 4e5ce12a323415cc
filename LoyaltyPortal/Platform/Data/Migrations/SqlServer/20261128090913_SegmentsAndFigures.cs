using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SegmentsAndFigures : Migration
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

            migrationBuilder.AddColumn<int>(
                name: "ConvertibleDays",
                table: "Merchants",
                type: "int",
                nullable: false,
                defaultValue: 30);

            migrationBuilder.AddColumn<int>(
                name: "ConvertiblePercent",
                table: "Merchants",
                type: "int",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.CreateTable(
                name: "Baselines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    To = table.Column<DateOnly>(type: "date", nullable: false),
                    FrozenAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    FrozenBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Figures = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Baselines", x => x.Id);
                });

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

            migrationBuilder.CreateTable(
                name: "SegmentMemberships",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    SegmentId = table.Column<long>(type: "bigint", nullable: false),
                    From = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SegmentMemberships", x => new { x.MemberId, x.SegmentId, x.From });
                });

            migrationBuilder.CreateTable(
                name: "Segments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Definition = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Members = table.Column<int>(type: "int", nullable: false),
                    KeptAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Stamp = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Segments", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Baselines_MerchantId_FrozenAt",
                table: "Baselines",
                columns: new[] { "MerchantId", "FrozenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PointEstimates_MerchantId_FromMonth",
                table: "PointEstimates",
                columns: new[] { "MerchantId", "FromMonth" });

            migrationBuilder.CreateIndex(
                name: "IX_SegmentMemberships_SegmentId_Until",
                table: "SegmentMemberships",
                columns: new[] { "SegmentId", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_Segments_MerchantId_Name",
                table: "Segments",
                columns: new[] { "MerchantId", "Name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Baselines");

            migrationBuilder.DropTable(
                name: "PointEstimates");

            migrationBuilder.DropTable(
                name: "PointVintages");

            migrationBuilder.DropTable(
                name: "SegmentMemberships");

            migrationBuilder.DropTable(
                name: "Segments");

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

            migrationBuilder.DropColumn(
                name: "ConvertibleDays",
                table: "Merchants");

            migrationBuilder.DropColumn(
                name: "ConvertiblePercent",
                table: "Merchants");
        }
    }
}
